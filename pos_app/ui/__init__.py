"""The window: everything of Qt lives on this floor. Screens render, presenters decide, services do."""
