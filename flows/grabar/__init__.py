"""Recording a run to train people: film, subtitles, printed guide and player."""
