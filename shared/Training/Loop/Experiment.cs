using System.ComponentModel.DataAnnotations;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;

namespace Engram.Training.Loop;

/// <summary>Reads an experiment: JSON that gives the differences from a kind's defaults.</summary>
public static class Experiment
{
    private static readonly JsonSerializerOptions Options = new(JsonSerializerDefaults.Web)
    {
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
        ReadCommentHandling = JsonCommentHandling.Skip,
        RespectNullableAnnotations = true,
    };

    /// <param name="json">The differences.</param>
    /// <param name="defaults">The values they differ from; null means the defaults of the kind's own properties.</param>
    /// <exception cref="ExperimentException">It is not JSON, has an unknown setting, or has a value that is out of range.</exception>
    public static T Read<T>(string json, T? defaults = null)
        where T : class
    {
        T experiment;
        try
        {
            experiment = Differences(json, defaults).Deserialize<T>(Options)
                ?? throw new ExperimentException("The experiment is null; {} is the default one.");
        }
        catch (JsonException error)
        {
            throw new ExperimentException($"The experiment can't be read: {Describe(error)}", error);
        }

        Check(experiment);
        return experiment;
    }

    /// <summary>Returns the experiment with one value changed.</summary>
    /// <param name="json">The experiment.</param>
    /// <param name="name">JSON name of the value; a point separates a part from its value: <c>training.seed</c>.</param>
    /// <param name="value">The new value.</param>
    /// <exception cref="ExperimentException">The experiment is not a JSON object.</exception>
    public static string With(string json, string name, JsonNode value)
    {
        ArgumentNullException.ThrowIfNull(name);
        try
        {
            var experiment = Parse(json)!.AsObject();
            var differences = name.Split('.').Reverse().Aggregate(value, (inner, part) => new JsonObject { [part] = inner });
            Overwrite(experiment, differences.AsObject());
            return experiment.ToJsonString();
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or NullReferenceException)
        {
            throw new ExperimentException($"The experiment can't be read: {e.Message}", e);
        }
    }

    // The serializer's own message names our types if a setting is unknown or its value has the wrong type.
    private static string Describe(JsonException error) => error switch
    {
        _ when error.Message.StartsWith("The JSON property", StringComparison.Ordinal) =>
            $"it has no setting '{error.Path?.Split('.')[^1]}' (at {error.Path}).",
        _ when error.Message.StartsWith("The JSON value could not be converted", StringComparison.Ordinal) =>
            $"{error.Path} has a value that it can't have.",
        _ => error.Message,
    };

    private static JsonNode? Parse(string json) =>
        JsonNode.Parse(json, documentOptions: new JsonDocumentOptions { CommentHandling = JsonCommentHandling.Skip });

    private static JsonNode? Differences(string json, object? defaults)
    {
        var given = Parse(json);
        if (defaults is null || given is not JsonObject differences)
            return given;
        var whole = JsonSerializer.SerializeToNode(defaults, defaults.GetType(), Options)!.AsObject();
        Overwrite(whole, differences);
        return whole;
    }

    private static void Overwrite(JsonObject whole, JsonObject differences)
    {
        foreach (var (name, value) in differences)
        {
            // Names match in any case; two entries with the same name would be an error.
            var known = whole.Select(part => part.Key).FirstOrDefault(key => string.Equals(key, name, StringComparison.OrdinalIgnoreCase))
                ?? name;
            if (whole[known] is JsonObject part && value is JsonObject partDifferences)
                Overwrite(part, partDifferences);
            else
                whole[known] = value?.DeepClone();
        }
    }

    /// <summary>Validates an experiment and the records nested in it.</summary>
    private static void Check(object part)
    {
        var faults = new List<ValidationResult>();
        if (!Validator.TryValidateObject(part, new ValidationContext(part), faults, validateAllProperties: true))
            throw new ExperimentException("The experiment is wrong: " + string.Join(' ', faults.Select(fault => fault.ErrorMessage)));
        foreach (var value in part.GetType().GetProperties().Where(property =>
            property.PropertyType.Assembly == typeof(Experiment).Assembly).Select(property => property.GetValue(part)))
        {
            if (value is not null and not Enum)
                Check(value);
        }
    }
}
