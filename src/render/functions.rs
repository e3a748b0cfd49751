//! The functions of the policy language as a table: for policy authors, in Markdown.

use std::io::{self, Write};

use crate::rules::expression::functions;

/// A row for each function: how it is written, what it is with its unit, what it gives, what comes of an
/// argument that is not there or can't be used, and an example that a test runs.
///
/// # Errors
/// What the writer says.
pub fn functions_table(out: &mut dyn Write) -> io::Result<()> {
    writeln!(out, "# Functions of the policy language\n")?;
    writeln!(
        out,
        "`size(list)` can be written `list.size()`, as all of them. `soplint eval EXPRESSION FILE` tries one.\n"
    )?;
    writeln!(out, "| Function | What | Gives | In doubt | Example |")?;
    writeln!(out, "|---|---|---|---|---|")?;
    for function in functions::all() {
        let (text, result) = function.example;
        let cells = [
            format!("`{}`", function.signature()),
            function.says.to_owned(),
            function.gives_what().to_owned(),
            function.in_doubt().to_owned(),
            format!("`{text}` is `{result}`"),
        ];
        writeln!(out, "| {} |", cells.map(|cell| cell.replace('|', "\\|")).join(" | "))?;
    }
    Ok(())
}
