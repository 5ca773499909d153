"""The same filings as others make them: what the program is compared with."""
