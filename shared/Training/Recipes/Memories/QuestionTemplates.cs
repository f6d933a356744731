using System.Text.Json;
using Engram.Training.Loop;

namespace Engram.Training.Recipes.Memories;

/// <summary>Paraphrases that ask for a relation, with <c>{subject}</c> as placeholder, split so that no paraphrase is in two
/// parts.</summary>
public sealed record RelationTemplates
{
    public const string Subject = "{subject}";

    public required IReadOnlyList<string> Train { get; init; }

    /// <summary>Used to choose the best epoch and the threshold.</summary>
    public required IReadOnlyList<string> Validation { get; init; }

    /// <summary>Used to judge the finished model.</summary>
    public required IReadOnlyList<string> HeldOut { get; init; }

    public IReadOnlyList<string> Of(QuestionPart part) => part switch
    {
        QuestionPart.Train => Train,
        QuestionPart.Validation => Validation,
        _ => HeldOut,
    };

    public static string Ask(string template, string subject)
    {
        ArgumentNullException.ThrowIfNull(template);
        return template.Replace(Subject, subject, StringComparison.Ordinal);
    }
}

/// <summary>Purpose of a question.</summary>
public enum QuestionPart
{
    Train,
    Validation,
    HeldOut,
}

/// <summary>The templates of a knowledge base by relation; those of <c>!relation</c> ask in reverse.</summary>
public static class QuestionTemplates
{
    public const string FileName = "templates.json";

    /// <exception cref="ExperimentException">The file is missing or malformed, or a paraphrase is in two parts or lacks its
    /// subject.</exception>
    public static IReadOnlyDictionary<string, RelationTemplates> ReadFile(string path)
    {
        if (!File.Exists(path))
            throw new ExperimentException($"There is no {path}; it holds the paraphrases of each relation.");
        SortedDictionary<string, RelationTemplates> templates;
        try
        {
            templates = new(
                JsonSerializer.Deserialize<Dictionary<string, RelationTemplates>>(File.ReadAllBytes(path), JsonSerializerOptions.Web)!,
                StringComparer.Ordinal);
        }
        catch (Exception error) when (error is JsonException or ArgumentNullException)
        {
            throw new ExperimentException($"{path} can't be read: {error.Message}", error);
        }

        foreach (var (relation, parts) in templates)
        {
            string[] all = [.. parts.Train, .. parts.Validation, .. parts.HeldOut];
            if (parts.Train.Count == 0 || parts.Validation.Count == 0 || parts.HeldOut.Count == 0)
                throw new ExperimentException(
                    $"{path}: '{relation}' has an empty part; train, validation and heldOut each need a paraphrase.");
            if (all.FirstOrDefault(template => !template.Contains(RelationTemplates.Subject, StringComparison.Ordinal)) is { } bare)
                throw new ExperimentException($"{path}: '{relation}' asks '{bare}' without {RelationTemplates.Subject}.");
            if (all.GroupBy(template => template, StringComparer.OrdinalIgnoreCase).FirstOrDefault(same => same.Count() > 1) is { } twice)
                throw new ExperimentException($"{path}: '{relation}' asks '{twice.Key}' twice; a paraphrase belongs to one part.");
        }

        return templates;
    }
}
