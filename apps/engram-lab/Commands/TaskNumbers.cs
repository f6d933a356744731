using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;

namespace Engram.Lab.Commands;

/// <summary>An option with task numbers: <c>1-20</c>, <c>3</c>, <c>1,4-6</c>.</summary>
internal static class TaskNumbers
{
    private const int Greatest = 9999;

    public static Option<int[]> CreateOption() => new("--tasks")
    {
        Description = "Numbers of tasks: 1-20, or 1,4-6.",
        DefaultValueFactory = _ => [.. Enumerable.Range(1, 20)],
        CustomParser = Parse,
        HelpName = "LIST",
    };

    private static int[]? Parse(ArgumentResult result)
    {
        var text = result.Tokens[0].Value;
        var tasks = new SortedSet<int>();
        foreach (var part in text.Split(','))
        {
            var ends = part.Split('-');
            if (ends.Length > 2 || Number(ends[0]) is not { } first || Number(ends[^1]) is not { } last || last < first)
            {
                result.AddError(
                    $"--tasks: '{part}' is no task and no range of tasks; give numbers from 1 to {Greatest} such as 1-20 or 1,4-6.");
                return null;
            }

            tasks.UnionWith(Enumerable.Range(first, last - first + 1));
        }

        return [.. tasks];
    }

    private static int? Number(string text) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number is >= 1 and <= Greatest ? number
            : null;
}
