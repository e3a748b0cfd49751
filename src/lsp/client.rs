//! What the client can do and wants, and what it is told that the server can do.

use gen_lsp_types::{
    CodeActionKind, CodeActionOptions, CodeActionProvider, DefinitionProvider, DiagnosticOptions,
    DiagnosticProvider, HoverProvider, InitializeResult, PositionEncodingKind, Save, ServerCapabilities,
    ServerInfo, TextDocumentSync, TextDocumentSyncKind, TextDocumentSyncOptions,
};
use serde_json::Value;

use crate::policy::Language;
use crate::text::Encoding;

use super::firm::Wishes;

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
    /// Whether it can choose among changes, and not only among commands.
    chooses: bool,
    /// Whether it holds a change against the version of the text for which it was made.
    pub(super) versions: bool,
    pub(super) wishes: Wishes,
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
            chooses: params
                .pointer("/capabilities/textDocument/codeAction/codeActionLiteralSupport")
                .is_some_and(Value::is_object),
            versions: flag("/capabilities/workspace/workspaceEdit/documentChanges"),
            wishes: Wishes::default(),
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
                    self.wishes.as_of = Some(date.clone())
                }
                ("asOf", _) => self.complain("The setting 'asOf' is a date, written as 2026-10-15."),
                ("configFrom", Value::String(revision)) => self.wishes.config_from = Some(revision.clone()),
                ("configFrom", _) => {
                    self.complain("The setting 'configFrom' names a commit, as in \"main\".")
                }
                ("lang", Value::String(code)) if Language::from_name(code).is_some() => {
                    self.wishes.language = Language::from_name(code).unwrap_or_default();
                }
                ("lang", _) => {
                    self.complain("The setting 'lang' is the language of next steps: en, es or pt.")
                }
                _ => self.complain(&format!(
                    "There is no setting '{name}'; the settings are 'asOf', 'configFrom' and 'lang'."
                )),
            }
        }
    }

    fn complain(&mut self, of: &str) {
        self.complaints.push(of.to_owned());
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
            code_action_provider: self.chooses.then(|| {
                CodeActionProvider::CodeActionOptions(CodeActionOptions {
                    code_action_kinds: Some(vec![CodeActionKind::QuickFix]),
                    ..CodeActionOptions::default()
                })
            }),
            diagnostic_provider: self.pulls.then_some(DiagnosticProvider::DiagnosticOptions(pull)),
            ..ServerCapabilities::default()
        };
        let info =
            ServerInfo { name: "soplint".to_owned(), version: Some(env!("CARGO_PKG_VERSION").to_owned()) };
        InitializeResult { capabilities, server_info: Some(info) }
    }
}
