using System.ComponentModel;
using System.Text.Json;

namespace Engram.ApiContracts.Trainings;

/// <summary>A training as JSON.</summary>
public sealed record StartTrainingRequest
{
    public const string NameRule = "1 to 64 of a-z, 0-9, '-' and '.', beginning with a letter or digit";

    [Description("Name of the model package that it makes: " + NameRule + ".")]
    public string? Name { get; init; }

    [Description("What to train, for example kv-memnn or memn2n; the trainer names all kinds where it does not know one.")]
    public string? Kind { get; init; }

    [Description(
        "Name of one of the trainer's data sets (a folder in Trainer:DataFolder). Without it and without files: the data that Trainer:Data "
        + "names for the kind.")]
    public string? Data { get; init; }

    [Description("Differences from the kind's default experiment, as an experiment file has them. Default: none.")]
    public JsonElement? Options { get; init; }

    [Description("Whether the model is promoted if its held-out metrics are good enough. Default true.")]
    public bool? Promote { get; init; }
}
