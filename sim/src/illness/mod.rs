//! illness
