"""What each organisation sends: planned message by message, and worded as its systems would."""
