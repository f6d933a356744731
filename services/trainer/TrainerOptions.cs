using System.ComponentModel.DataAnnotations;
using Engram.ModelStore;

namespace Engram.Trainer;

/// <summary>How runs are worked off.</summary>
public sealed class TrainerOptions
{
    public const string SectionName = "Trainer";

    /// <summary>Folder with the training data of each kind; a relative one counts from the working directory. Default: the movie knowledge
    /// base for kv-memnn, <c>.engram/data/posts</c> for keyphrases.</summary>
    public IDictionary<string, string> Data { get; } = new Dictionary<string, string>
    {
        [ModelKinds.KeyValueMemory] = Path.Combine("samples", "movies"),
        [ModelKinds.Keyphrases] = Path.Combine(".engram", "data", "posts"),
    };

    /// <summary>Folder of the data sets that a training may name, one folder each. Default <c>.engram/data</c>.</summary>
    [Required]
    public string DataFolder { get; set; } = Path.Combine(".engram", "data");

    /// <summary>Folder for checkpoints and for files that came with a run, one folder a run; shared by all replicas that may take a run
    /// over. Default <c>.engram/training</c>.</summary>
    [Required]
    public string CheckpointDirectory { get; set; } = Path.Combine(".engram", "training");

    /// <summary>Threads of one operation. More than there are free cores slow it down thirtyfold. Default 1.</summary>
    [Range(1, 1024)]
    public int Threads { get; set; } = 1;

    /// <summary>How long a run belongs to the replica that claimed it after its last sign of life. Then another takes it over. Default 1
    /// minute.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "01:00:00")]
    public TimeSpan Lease { get; set; } = TimeSpan.FromMinutes(1);

    /// <summary>How often a free replica looks for a run. Default 1 s.</summary>
    [Range(typeof(TimeSpan), "00:00:00.050", "00:10:00")]
    public TimeSpan PollInterval { get; set; } = TimeSpan.FromSeconds(1);

    /// <summary>Time between two reports of progress, and longest time until a worker hears that its run is to end; a third of
    /// <see cref="Lease"/> where that is less. Default 2 s.</summary>
    [Range(typeof(TimeSpan), "00:00:00.050", "00:10:00")]
    public TimeSpan ProgressInterval { get; set; } = TimeSpan.FromSeconds(2);

    /// <summary>Times a run is begun, counting replicas that died over it, before it is given up. Default 5.</summary>
    [Range(1, 1000)]
    public int MaxAttempts { get; set; } = 5;
}
