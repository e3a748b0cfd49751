-- What is typed in Neovim and what has to be seen; `.ci/editor.sh` starts it in a copy of the passing firm.
local SOP = "sops/SOP-OPS-012-data-entry.md"
local ENGAGEMENT = "engagements/ENG-2026-003-heredia-discovery-support.yaml"
local WAIT = 30000 -- milliseconds, for a debug build on a busy machine

dofile(vim.env.SETUP)
vim.lsp.config("soplint", { init_options = { asOf = "2026-10-15" } })

local function expect(what, holds)
  if not vim.wait(WAIT, holds, 20) then
    io.stdout:write("not seen: ", what, "\n", vim.inspect(vim.diagnostic.get()), "\n")
    vim.cmd("cquit 1")
  end
  io.stdout:write("seen: ", what, "\n")
end

local function of(policy, buffer)
  return vim.tbl_filter(function(d) return d.code == policy end, vim.diagnostic.get(buffer))
end

-- Whether a policy has one finding in a buffer, and that stands under these words.
local function only(policy, buffer, words)
  local found = of(policy, buffer)
  if #found ~= 1 then return false end
  local d = found[1]
  return table.concat(vim.api.nvim_buf_get_text(buffer, d.lnum, d.col, d.end_lnum, d.end_col, {}), "\n") == words
end

local function line_of(buffer, text)
  for number, line in ipairs(vim.api.nvim_buf_get_lines(buffer, 0, -1, false)) do
    if line:find(text, 1, true) then return number - 1 end
  end
  error("no line has " .. text)
end

local function put(buffer, old, new)
  local number = line_of(buffer, old)
  vim.api.nvim_buf_set_lines(buffer, number, number + 1, false, new)
end

vim.cmd.edit(ENGAGEMENT)
local engagement = vim.api.nvim_get_current_buf()
vim.cmd.edit(SOP)
local sop = vim.api.nvim_get_current_buf()
local client
expect("the client that EDITORS.md sets up", function()
  client = vim.lsp.get_clients({ bufnr = sop })[1]
  return client ~= nil and client.initialized
end)

-- Appears, under the very words, though characters of four bytes stand before them.
put(sop, "over the VPN", { "😀😀 Entries are made in TBD over the VPN. No list is kept." })
expect("a placeholder, under its letters", function() return only("sop/placeholder", sop, "TBD") end)

-- Moves with its text.
local before = line_of(sop, "TBD")
vim.api.nvim_buf_set_lines(sop, before - 4, before - 4, false, { "", "One more line – “quoted”.", "" })
expect("it moves by three lines", function()
  return only("sop/placeholder", sop, "TBD") and of("sop/placeholder", sop)[1].lnum == before + 3
end)

-- Says why.
local position = of("sop/placeholder", sop)[1].user_data.lsp.range.start
local hover = client:request_sync("textDocument/hover", {
  textDocument = vim.lsp.util.make_text_document_params(sop), position = position,
}, WAIT, sop)
expect("a hover that names the policy", function()
  return hover ~= nil and hover.result ~= nil and hover.result.contents.value:find("sop/placeholder", 1, true) ~= nil
end)

-- Vanishes.
put(sop, "TBD", { "Entries are made in casedesk over the VPN. No list is kept." })
expect("nothing is left of it", function() return #of("sop/placeholder", sop) == 0 end)

-- A heading that names nothing, and the quick fix that settles it.
put(sop, "## Escalation", { "## Stormy weather" })
expect("a misplaced section", function() return #of("sop/escalation", sop) == 1 end)
local finding = of("sop/escalation", sop)[1]
local actions = client:request_sync("textDocument/codeAction", {
  textDocument = vim.lsp.util.make_text_document_params(sop),
  range = finding.user_data.lsp.range,
  context = { diagnostics = { finding.user_data.lsp }, triggerKind = 1 },
}, WAIT, sop)
expect("one quick fix", function() return #actions.result == 1 end)
vim.lsp.util.apply_workspace_edit(actions.result[1].edit, client.offset_encoding)
expect("the marker that it writes", function() return line_of(sop, "<!-- soplint: section=escalation -->") > 0 end)
expect("no misplaced section", function() return #of("sop/escalation", sop) == 0 end)

-- A finding in the other open file, caused in this one.
put(sop, "task_types:", { "task_types: [file_organization]" })
expect("the engagement's task without an SOP", function() return #of("sop/task-coverage", engagement) == 1 end)
put(sop, "task_types:", { "task_types: [data_entry, file_organization]" })
expect("the engagement is clean again", function() return #of("sop/task-coverage", engagement) == 0 end)

client:stop()
expect("an orderly end", function() return client:is_stopped() end)
io.stdout:write("editor: all seen\n")
vim.cmd("qall!")
