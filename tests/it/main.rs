

/// The YAML reader on any text and on real files.
mod syntax_yaml;
