"""Many machines: filings wait in PostgreSQL, and workers take those whose e.firma they hold."""
