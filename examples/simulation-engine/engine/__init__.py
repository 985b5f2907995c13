"""Simulates a year of a workforce: who is there, who leaves, who is paid more."""
