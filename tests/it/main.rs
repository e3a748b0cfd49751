mod syntax_markdown;
