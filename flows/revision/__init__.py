"""What ``icsoe revisar`` looks at, a subject a module."""
