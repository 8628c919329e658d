"""Was it delivered, received, passed on, answered; and what does that prove? Ladders, verdicts, the hotline's words."""
