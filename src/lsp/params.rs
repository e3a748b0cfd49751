//! What the client sends, read as leniently as it can be: parts that nobody looks at may have any shape.

use gen_lsp_types::{Range, TextDocumentIdentifier, VersionedTextDocumentIdentifier};
use lsp_server::ErrorCode;
use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::Value;

use super::document::Change;

/// How a request fails.
pub(super) type Refusal = (ErrorCode, String);

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct DidChange {
    pub(super) text_document: VersionedTextDocumentIdentifier,
    pub(super) content_changes: Vec<Change>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Asked {
    pub(super) text_document: TextDocumentIdentifier,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Chosen {
    pub(super) text_document: TextDocumentIdentifier,
    pub(super) range: Range,
    #[serde(default)]
    pub(super) context: Context,
}

/// What an editor wants to choose from. What it shows there is not asked: it may be out of date.
#[derive(Default, Deserialize)]
pub(super) struct Context {
    pub(super) only: Option<Vec<String>>,
}

/// The parameters of a message.
pub(super) fn read<T: DeserializeOwned>(params: Value) -> Result<T, Refusal> {
    serde_json::from_value(params).map_err(|error| (ErrorCode::InvalidParams, error.to_string()))
}
