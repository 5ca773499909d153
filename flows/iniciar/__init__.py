"""Making the working folder of a new office, without touching what is there."""
