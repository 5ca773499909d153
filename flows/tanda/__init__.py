"""A batch: many filings, each isolated from the others, summed up once."""
