"""The report of a batch, for people: a workbook and a page that need nothing else."""
