"""Pure values of the trámite: no I/O, no clock of their own."""
