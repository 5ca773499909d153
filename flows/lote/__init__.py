"""The batch file: reading it as accountants save it, and checking all of it at once."""
