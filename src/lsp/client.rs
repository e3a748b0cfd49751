//! What the client can do and wants, and what it is told that the server can do.

use gen_lsp_types::{
    DefinitionProvider, DiagnosticOptions, DiagnosticProvider, HoverProvider, InitializeResult,
    PositionEncodingKind, Save, ServerCapabilities, ServerInfo, TextDocumentSync, TextDocumentSyncKind,
    TextDocumentSyncOptions,
};
use serde_json::Value;

use crate::text::Encoding;

/// Read leniently: one capability in an unknown shape must not cost the session.
#[derive(Debug)]
pub(super) struct Client {
    /// The unit of columns, both ways.
    pub(super) unit: Encoding,
    /// Whether it asks for diagnostics, and can be told to ask again. If not, they are pushed; never
    /// both, since editors would show each twice.
    pub(super) pulls: bool,
    /// Whether it watches files when asked to.
    pub(super) watches: bool,
    /// The date as of which everything is judged; today, if not given.
    pub(super) as_of: Option<String>,
    /// The commit that settings and policies come from; the files themselves, if not given.
    pub(super) config_from: Option<String>,
    /// What could not be taken from the settings, for the person at the keyboard.
    pub(super) complaints: Vec<String>,
}

impl Client {
    /// From the parameters of `initialize`.
    pub(super) fn new(params: &Value) -> Self {
        let flag = |path: &str| params.pointer(path).and_then(Value::as_bool) == Some(true);
        let encodings = params.pointer("/capabilities/general/positionEncodings").and_then(Value::as_array);
        let utf8 = encodings.is_some_and(|encodings| encodings.iter().any(|encoding| encoding == "utf-8"));
        let asks = params.pointer("/capabilities/textDocument/diagnostic").is_some_and(Value::is_object);
        let mut client = Self {
            unit: if utf8 { Encoding::Utf8 } else { Encoding::Utf16 },
            pulls: asks && flag("/capabilities/workspace/diagnostics/refreshSupport"),
            watches: flag("/capabilities/workspace/didChangeWatchedFiles/dynamicRegistration"),
            as_of: None,
            config_from: None,
            complaints: Vec::new(),
        };
        if let Some(settings) = params.get("initializationOptions").and_then(Value::as_object) {
            client.settle(settings);
        }
        client
    }

    fn settle(&mut self, settings: &serde_json::Map<String, Value>) {
        for (name, value) in settings {
            match (name.as_str(), value) {
                (_, Value::Null) => {}
                ("asOf", Value::String(date)) if date.parse::<jiff::civil::Date>().is_ok() => {
                    self.as_of = Some(date.clone())
                }
                ("asOf", _) => {
                    self.complaints.push("The setting 'asOf' is a date, written as 2026-10-15.".to_owned())
                }
                ("configFrom", Value::String(revision)) => self.config_from = Some(revision.clone()),
                ("configFrom", _) => self
                    .complaints
                    .push("The setting 'configFrom' names a commit, as in \"main\".".to_owned()),
                _ => self
                    .complaints
                    .push(format!("There is no setting '{name}'; the settings are 'asOf' and 'configFrom'.")),
            }
        }
    }

    /// The answer to `initialize`.
    pub(super) fn welcome(&self) -> InitializeResult {
        let sync = TextDocumentSyncOptions {
            open_close: Some(true),
            change: Some(TextDocumentSyncKind::Incremental),
            save: Some(Save::Bool(true)),
            ..TextDocumentSyncOptions::default()
        };
        let pull = DiagnosticOptions {
            identifier: Some("soplint".to_owned()),
            inter_file_dependencies: true, // policies and settings
            workspace_diagnostics: false,
            ..DiagnosticOptions::default()
        };
        let capabilities = ServerCapabilities {
            position_encoding: Some(match self.unit {
                Encoding::Utf8 => PositionEncodingKind::UTF8,
                Encoding::Utf16 | Encoding::CodePoints => PositionEncodingKind::UTF16,
            }),
            text_document_sync: Some(TextDocumentSync::Options(sync)),
            hover_provider: Some(HoverProvider::Bool(true)),
            definition_provider: Some(DefinitionProvider::Bool(true)),
            diagnostic_provider: self.pulls.then_some(DiagnosticProvider::DiagnosticOptions(pull)),
            ..ServerCapabilities::default()
        };
        let info =
            ServerInfo { name: "soplint".to_owned(), version: Some(env!("CARGO_PKG_VERSION").to_owned()) };
        InitializeResult { capabilities, server_info: Some(info) }
    }
}
