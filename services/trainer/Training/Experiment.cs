using System.ComponentModel.DataAnnotations;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;

namespace Engram.Trainer.Training;

/// <summary>Reads an experiment: JSON with the differences from a kind's defaults.</summary>
public static class Experiment
{
    private static readonly JsonSerializerOptions s_options = new(JsonSerializerDefaults.Web)
    {
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
        ReadCommentHandling = JsonCommentHandling.Skip,
        RespectNullableAnnotations = true,
    };

    /// <exception cref="ExperimentException">Not JSON, a name the kind does not know, or a value out of its range.</exception>
    public static T Read<T>(string json, Func<T, TrainingSettings> settingsOf)
        where T : class
    {
        ArgumentNullException.ThrowIfNull(settingsOf);
        T experiment;
        try
        {
            experiment = JsonSerializer.Deserialize<T>(json, s_options) ?? throw new ExperimentException("The experiment is null; {} is the default one.");
        }
        catch (JsonException error)
        {
            throw new ExperimentException($"The experiment can't be read: {error.Message}", error);
        }

        Check(experiment);
        Check(settingsOf(experiment));
        return experiment;
    }

    /// <summary>The experiment with another seed of its training.</summary>
    /// <exception cref="ExperimentException">Not a JSON object.</exception>
    public static string WithSeed(string json, int seed)
    {
        try
        {
            var experiment = JsonNode.Parse(json, documentOptions: new JsonDocumentOptions { CommentHandling = JsonCommentHandling.Skip })!.AsObject();
            if (experiment["training"] is not JsonObject training)
                experiment["training"] = training = [];
            training["seed"] = seed;
            return experiment.ToJsonString();
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or NullReferenceException)
        {
            throw new ExperimentException($"The experiment can't be read: {e.Message}", e);
        }
    }

    private static void Check(object part)
    {
        var faults = new List<ValidationResult>();
        if (!Validator.TryValidateObject(part, new ValidationContext(part), faults, validateAllProperties: true))
            throw new ExperimentException("The experiment is wrong: " + string.Join(' ', faults.Select(fault => fault.ErrorMessage)));
    }
}
