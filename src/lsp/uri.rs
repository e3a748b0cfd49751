//! From the URIs of an editor to paths. The way back is `render::uri`.

use std::path::{Path, PathBuf};

/// The path of a `file:` URI on this machine; `None` for every other URI.
pub(super) fn file_path(uri: &str) -> Option<PathBuf> {
    let (scheme, rest) = uri.split_once("://")?;
    let path = &rest[rest.find('/')?..];
    let host = &rest[..rest.len() - path.len()];
    if !scheme.eq_ignore_ascii_case("file") || !(host.is_empty() || host.eq_ignore_ascii_case("localhost")) {
        return None;
    }
    let path = decoded(path)?;
    // `/c:/firm` on Windows
    let path = if cfg!(windows) { path.trim_start_matches('/') } else { &path };
    Path::new(path).is_absolute().then(|| PathBuf::from(path))
}

/// Percent-decoded; `None` where that is no text. A `%` that begins no code stands for itself.
fn decoded(path: &str) -> Option<String> {
    let bytes = path.as_bytes();
    let mut out = Vec::with_capacity(bytes.len());
    let mut at = 0;
    while let Some(&byte) = bytes.get(at) {
        let hex = (byte == b'%').then(|| bytes.get(at + 1..at + 3)).flatten();
        let code = hex.and_then(|hex| {
            let digit = |byte: u8| char::from(byte).to_digit(16);
            Some((digit(hex[0])? * 16 + digit(hex[1])?) as u8)
        });
        out.push(code.unwrap_or(byte));
        at += if code.is_some() { 3 } else { 1 };
    }
    String::from_utf8(out).ok().filter(|path| !path.contains('\0'))
}

#[cfg(all(test, unix))]
mod tests {
    use camino::Utf8Path;

    use super::*;

    #[test]
    fn paths_of_uris() {
        let path = |uri| file_path(uri).and_then(|path| Some(path.to_str()?.to_owned()));
        for (uri, expected) in [
            ("file:///firm/sops/a.md", Some("/firm/sops/a.md")),
            ("FILE://localhost/a%20b/%C3%B1.md", Some("/a b/ñ.md")),
            ("file:///100%/a%2.md%zz", Some("/100%/a%2.md%zz")),
            ("file:///a%00b", None),
            ("file:///caf%E9.md", None),
            ("file://server/share/a.md", None),
            ("file:a.md", None),
            ("untitled:Untitled-1", None),
            ("git:/firm/a.md?%7B%7D", None),
            ("vscode-vfs://github/firm/a.md", None),
            ("", None),
        ] {
            assert_eq!(path(uri).as_deref(), expected, "{uri}");
        }
    }

    #[test]
    fn there_and_back() {
        let name = "ä #?%41 \\\u{1f600}.md";
        let uri = crate::render::uri(Utf8Path::new(name), Some(Utf8Path::new("/a firm")));
        assert_eq!(file_path(&uri), Some(PathBuf::from(format!("/a firm/{name}"))), "{uri}");
    }
}
