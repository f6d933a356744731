using Spectre.Console;
using Spectre.Console.Rendering;

namespace Engram.CommandLine;

/// <summary>Tables in a common style. Cell texts come from outside, so they are escaped and never parsed as markup.</summary>
public static class Tables
{
    public static Table WithColumns(params string[] columns)
    {
        var table = new Table { Border = TableBorder.Rounded };
        foreach (var column in columns)
            table.AddColumn(new TableColumn(column.EscapeMarkup()));
        return table;
    }

    /// <summary>A result that is a sentence instead of a table.</summary>
    public static IRenderable Sentence(string text) => new Spectre.Console.Text(text + "\n");

    public static Table AddTexts(this Table table, params string[] cells)
    {
        ArgumentNullException.ThrowIfNull(table);
        return table.AddRow([.. cells.Select(cell => new Spectre.Console.Text(cell))]);
    }
}
