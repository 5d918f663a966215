//! Chart specs with data, drawn on any plotters backend.
