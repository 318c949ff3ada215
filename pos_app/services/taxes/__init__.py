"""The shop's taxes: classes, and what each is taxed with from which day on."""
