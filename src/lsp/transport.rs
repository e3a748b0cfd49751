//! Messages over standard input and output.
//!
//! By hand, since the library's own reader ends at the first body that is no JSON, and holds no more
//! than one message: then the loop could not see that another edit is waiting.

use std::io::{self, BufRead, Read, Write};
use std::thread;

use lsp_server::{Connection, ErrorCode, Message, Notification, Request, RequestId};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::server::{Clock, serve_saying};

/// Larger than any document that is read, in its most wasteful spelling.
const MAX_MESSAGE: u64 = 128 << 20;

/// A line of a header.
const MAX_HEADER: u64 = 8 << 10;

/// Serves the client at standard input and output until it leaves.
///
/// Gives the exit code: 0 only where the client asked to shut down before it left.
#[must_use]
pub fn stdio(clock: Clock<'_>) -> u8 {
    let (server, Connection { sender, .. }) = Connection::memory();
    // Not joined: it may be waiting for a client that will not send anything more.
    thread::spawn(move || {
        let mut input = io::stdin().lock();
        while let Ok(Some(incoming)) = read(&mut input) {
            let last =
                matches!(&incoming, Incoming::Message(Message::Notification(note)) if note.method == "exit");
            let done = match incoming {
                Incoming::Message(message) => sender.send(message).is_err(),
                Incoming::Bad(refusal) => write(&refusal).is_err(),
                Incoming::Nothing => false,
            };
            if done || last {
                break;
            }
        }
    });
    // A failure means that the client is gone: then the input ends too.
    serve_saying(&server, &|message| drop(write(&Said { jsonrpc: "2.0", message: &message })), clock)
}

/// What came in.
enum Incoming {
    Message(Message),
    /// It was no message; the answer to that.
    Bad(Value),
    /// A header without a body, or a response: nothing that was asked needs one.
    Nothing,
}

/// A message of any kind, with whatever id.
#[derive(Deserialize)]
struct Envelope {
    #[serde(default)]
    id: Option<Value>,
    method: Option<String>,
    #[serde(default)]
    params: Value,
}

/// A message on its way out.
#[derive(Serialize)]
struct Said<'m> {
    jsonrpc: &'static str,
    #[serde(flatten)]
    message: &'m Message,
}

/// One message; `None` at the end of the input.
fn read(input: &mut impl BufRead) -> io::Result<Option<Incoming>> {
    let mut length = None;
    loop {
        let mut line = Vec::new();
        input.by_ref().take(MAX_HEADER).read_until(b'\n', &mut line)?;
        if line.last() != Some(&b'\n') {
            return Ok(None); // the end, or no header at all
        }
        let line = line.trim_ascii();
        if line.is_empty() {
            break;
        }
        let (name, value) = line.split_at(line.iter().position(|byte| *byte == b':').unwrap_or(line.len()));
        if name.trim_ascii_end().eq_ignore_ascii_case(b"content-length") {
            let value = std::str::from_utf8(value).unwrap_or_default();
            length = value.trim_start_matches(':').trim().parse::<u64>().ok();
        }
    }
    let Some(length) = length else { return Ok(Some(Incoming::Nothing)) };
    if length > MAX_MESSAGE {
        let skipped = io::copy(&mut input.take(length), &mut io::sink())?;
        let why = "the message is too large";
        return Ok(
            (skipped == length).then(|| Incoming::Bad(refusal(&Value::Null, ErrorCode::InvalidRequest, why)))
        );
    }
    let mut body = Vec::new();
    input.take(length).read_to_end(&mut body)?;
    Ok((body.len() as u64 == length).then(|| message(&body)))
}

fn message(body: &[u8]) -> Incoming {
    let Envelope { id, method, params } = match serde_json::from_slice(body) {
        Ok(envelope) => envelope,
        Err(error) if error.is_data() => {
            return Incoming::Bad(refusal(&Value::Null, ErrorCode::InvalidRequest, "this is no message"));
        }
        Err(_) => return Incoming::Bad(refusal(&Value::Null, ErrorCode::ParseError, "this is no JSON")),
    };
    let Some(method) = method else { return Incoming::Nothing };
    let Some(id) = id else { return Incoming::Message(Notification { method, params }.into()) };
    match serde_json::from_value::<RequestId>(id.clone()) {
        Ok(id) => Incoming::Message(Request { id, method, params }.into()),
        Err(_) => Incoming::Bad(refusal(&id, ErrorCode::InvalidRequest, "an id is a small number or text")),
    }
}

/// An error response. Its id may be null, which the library has no type for.
fn refusal(id: &Value, code: ErrorCode, why: &str) -> Value {
    json!({ "jsonrpc": "2.0", "id": id, "error": { "code": code as i32, "message": why } })
}

/// Writes a message, whichever thread has one, in one piece: standard output is passed on by lines, so the last
/// character is the end of one.
fn write(message: &impl Serialize) -> io::Result<()> {
    let body = serde_json::to_string(message)?;
    let text = format!("Content-Length: {}\r\n\r\n{body}\n", body.len() + 1);
    io::stdout().lock().write_all(text.as_bytes())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn all(mut input: &[u8]) -> Vec<String> {
        let mut seen = Vec::new();
        while let Some(incoming) = read(&mut input).expect("memory can be read") {
            seen.push(match incoming {
                Incoming::Message(Message::Request(request)) => format!("{} {}", request.id, request.method),
                Incoming::Message(Message::Notification(note)) => note.method,
                Incoming::Message(Message::Response(_)) => unreachable!("responses are dropped"),
                Incoming::Bad(refusal) => format!("{} for {}", refusal["error"]["code"], refusal["id"]),
                Incoming::Nothing => "nothing".to_owned(),
            });
        }
        seen
    }

    fn framed(body: &str) -> String {
        format!("Content-Length: {}\r\n\r\n{body}", body.len())
    }

    #[test]
    fn whatever_comes_the_next_message_is_read() {
        for (bad, expected) in [
            (framed("{"), "-32700 for null"),
            (framed(&"[".repeat(100_000)), "-32700 for null"),
            (framed("[]"), "-32600 for null"),
            (framed("7"), "-32600 for null"),
            (framed(r#"{"id":{},"method":"x"}"#), "-32600 for {}"),
            (framed(r#"{"id":5000000000,"method":"x"}"#), "-32600 for 5000000000"),
            (framed(r#"{"id":1,"result":null}"#), "nothing"),
            (framed(""), "-32700 for null"),
            (framed(r#"{"id":null,"method":"note"}"#), "note"),
            (framed(r#"{"id":"a","method":"x","params":[1]}"#), "\"a\" x"),
            ("content-type: text\nCONTENT-LENGTH:14\n\n{\"method\":\"x\"}".to_owned(), "x"),
            ("hello\r\n\r\n".to_owned(), "nothing"),
            ("Content-Length: many\r\n\r\n".to_owned(), "nothing"),
        ] {
            let input = bad.clone() + &framed(r#"{"id":2,"method":"next","params":null}"#);
            assert_eq!(all(input.as_bytes()), [expected, "2 next"], "{}", &bad[..bad.len().min(80)]);
        }
    }

    #[test]
    fn an_end_in_the_middle_is_an_end() {
        for input in [
            "",
            "Content-Length: 5",
            "Content-Length: 5\r\n",
            "Content-Length: 5\r\n\r\n{}",
            "Content-Length: 99999999999\r\n\r\n{}",
        ] {
            assert!(all(input.as_bytes()).is_empty(), "{input}");
        }
        assert!(all(&[b'x'; 20_000]).is_empty());
        assert_eq!(all(b"Content-Length: 2\r\n\r\n\xff\xfe"), ["-32700 for null"]);
    }
}
