using System.Text.Json;
using Engram.ApiContracts.Questions;
using Engram.CommandLine;

namespace Engram.Lab.Honesty;

/// <summary>A question with its acceptable answers.</summary>
public sealed record HonestyQuestion
{
    public string? Id { get; init; }

    /// <summary>What the question tests, for example <c>unknown-relation</c>.</summary>
    public required string Kind { get; init; }

    public required string Text { get; init; }

    public string? Memory { get; init; }

    public IReadOnlyList<string>? Story { get; init; }

    /// <summary>Right answers; null when the question should be declined.</summary>
    public IReadOnlyList<string>? Answers { get; init; }

    /// <summary>Whether all of <see cref="Answers"/>, and no others, must be given.</summary>
    public bool All { get; init; }

    /// <summary>Answers that must all be given, unless the question is declined.</summary>
    public IReadOnlyList<string>? Each { get; init; }

    /// <summary>Whether declining is also right.</summary>
    public bool OrDecline { get; init; }

    public QuestionRequest ToRequest(string? memory, string? model) =>
        Story is null ? new() { Text = Text, Memory = memory ?? Memory, Model = model }
            : new() { Text = Text, Story = Story, Model = model };

    /// <exception cref="CommandException">The file is missing, or a line is not a question of this format.</exception>
    public static IReadOnlyList<HonestyQuestion> ReadFile(string path)
    {
        if (!File.Exists(path))
            throw new CommandException($"There is no {path}; it holds the questions, a JSON object per line.");
        return [.. File.ReadLines(path).Index().Where(line => !string.IsNullOrWhiteSpace(line.Item)).Select(line => Read(path,
            line.Index + 1, line.Item))];
    }

    private static HonestyQuestion Read(string path, int number, string line)
    {
        try
        {
            return JsonSerializer.Deserialize<HonestyQuestion>(line, JsonSerializerOptions.Web)
                ?? throw new CommandException($"Line {number} of {path} is null.");
        }
        catch (JsonException error)
        {
            throw new CommandException($"Line {number} of {path} is no question with kind, text and answers: {error.Message}", error);
        }
    }
}
