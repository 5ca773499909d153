"""Who has filed what, for whoever pays for it: a page and a workbook that need nothing else."""
