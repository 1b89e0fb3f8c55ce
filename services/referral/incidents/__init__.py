"""Incidents, absences and threat assessments."""
