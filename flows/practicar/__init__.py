"""A person files by hand on the replica; icsoe watches, says what comes next, marks mistakes."""
