"""Events as calendars read them. Imports the domain and the words only; what may be shown was decided before."""
