//! What the server says to its client, and in which way.

use gen_lsp_types::MessageType;
use lsp_server::{Message, Notification, Request};
use serde_json::{Value, json};

/// Takes a message to the client.
pub(super) type Say<'a> = &'a dyn Fn(Message);

/// The way to the client.
pub(super) struct Outbox<'a> {
    say: Say<'a>,
    requests: i32,
}

impl<'a> Outbox<'a> {
    pub(super) fn new(say: Say<'a>) -> Self {
        Self { say, requests: 0 }
    }

    pub(super) fn request(&mut self, method: &str, params: Value) {
        self.requests += 1;
        self.send(Request { id: self.requests.into(), method: method.to_owned(), params });
    }

    pub(super) fn notify(&self, method: &str, params: Value) {
        self.send(Notification { method: method.to_owned(), params });
    }

    /// In the face of the person at the keyboard.
    pub(super) fn show(&self, message: &str) {
        let message = format!("soplint: {message}");
        self.notify("window/showMessage", json!({ "type": MessageType::Warning, "message": message }));
    }

    /// Where somebody looks who wonders what is wrong.
    pub(super) fn log(&self, message: &str) {
        self.notify("window/logMessage", json!({ "type": MessageType::Warning, "message": message }));
    }

    pub(super) fn send(&self, message: impl Into<Message>) {
        (self.say)(message.into());
    }
}
