"""The taxes page of the settings: classes at the left, what each is taxed with at the right."""
