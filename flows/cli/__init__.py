"""The command line: it parses and renders, and leaves the work to the flows."""
