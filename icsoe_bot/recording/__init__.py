"""Recording a run: what the page showed, what was done to it, and the film made of it."""
