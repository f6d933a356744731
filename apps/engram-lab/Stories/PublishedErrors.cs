using Engram.ModelStore;

namespace Engram.Lab.Stories;

/// <summary>Published errors on the test questions of the bAbI tasks, in percent.</summary>
/// <param name="Source">Model and publication.</param>
/// <param name="Tasks">Errors of tasks 1 to 20; NaN where none was published.</param>
public sealed record PublishedErrors(string Source, IReadOnlyList<double> Tasks)
{
    private const int ManyQuestions = 5000;

    private static readonly PublishedErrors MemoryNetwork = new(
        "MemNN, supporting facts (Weston et al. 2016)",
        [0, 0, 0, 0, 2, 0, 15, 9, 0, 2, 0, 0, 0, 1, 0, 0, 35, 5, 64, 0]);

    private static readonly PublishedErrors EndToEndJoint = new(
        "MemN2N 3 hops PE LS RN joint (Sukhbaatar et al. 2015)",
        [0.0, 11.4, 21.9, 13.4, 14.4, 2.8, 18.3, 9.3, 1.9, 6.5, 0.3, 0.1, 0.2, 6.9, 0.0, 2.7, 40.4, 9.4, 88.0, 0.0]);

    private static readonly PublishedErrors EndToEndSingle = new(
        "MemN2N 3 hops PE LS RN (the authors' code, run again)",
        [0.1, 8.2, 41.8, 4.4, 13.7, 7.9, 20.3, 11.7, 13.6, 9.7, 0.7, 0.0, 0.3, 0.9, 0.0, 0.4, 51.0, 10.5, 81.4, 0.0]);

    private static readonly PublishedErrors EndToEndLarge = new(
        "MemN2N joint, 10k (Graves et al. 2016)",
        [0.0, 1.0, 6.8, 0.0, 6.1, 0.1, 6.6, 2.7, 0.0, 0.5, 0.0, 0.1, 0.0, 0.0, 0.2, 0.2, 41.8, 8.0, 75.7, 0.0]);

    private static readonly PublishedErrors KeyValueLarge = new(
        "KV-MemNN joint, 10k (siyuanzhao/key-value-memory-networks)",
        [0, 16, 29, 0, 6, 0, 6, 2, 0, 1, 0, 0, 0, 1, 0, 52, 39, 9, 90, 0]);

    /// <summary>Returns the published errors to compare a package with; null when there are none.</summary>
    /// <param name="package">A package trained on tasks.</param>
    /// <param name="tasks">Number of tasks it was trained on jointly.</param>
    public static PublishedErrors? For(InstalledModel package, int tasks)
    {
        ArgumentNullException.ThrowIfNull(package);
        var isLarge = package.Manifest.Training.Data.Any(file => file.Rows >= ManyQuestions);
        return (package.Manifest.Kind, tasks > 1, isLarge) switch
        {
            (ModelKinds.MemoryNetwork, _, false) => MemoryNetwork,
            (ModelKinds.EndToEndMemory, true, false) => EndToEndJoint,
            (ModelKinds.EndToEndMemory, false, false) => EndToEndSingle,
            (ModelKinds.EndToEndMemory, true, true) => EndToEndLarge,
            (ModelKinds.KeyValueMemory, true, true) => KeyValueLarge,
            _ => null,
        };
    }

    /// <summary>The published error of a task; null when there is none.</summary>
    public double? Of(int task) => task <= Tasks.Count ? Tasks[task - 1] : null;
}
