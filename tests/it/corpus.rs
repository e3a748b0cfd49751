//! Real documents.
