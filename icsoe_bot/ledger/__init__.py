"""What was intended, done and proved: the ledger decides, the portal is the truth."""
