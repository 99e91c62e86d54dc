"""Asking people what they thought: the forms, when they are asked, and their answers.

forms      what is asked, as organisers wrote it or as Nacre ships it
asking     opening a survey, the one nudge, closing it
answering  a person's own answer, changeable while the survey is open
"""
