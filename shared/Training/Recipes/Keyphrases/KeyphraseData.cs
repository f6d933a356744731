using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using Engram.Keyphrases.Encoding;
using Engram.ModelStore;
using Engram.Training.Loop;

namespace Engram.Training.Recipes.Keyphrases;

/// <summary>Labeled posts to train, validate and test on: from files in CMKP's format, from a folder written by <c>engram-lab data
/// prepare</c>, or both.</summary>
public sealed class KeyphraseData : IDisposable
{
    private readonly TaggerDataSet? _folder;

    private KeyphraseData(IReadOnlyList<LabelledPost> posts, IReadOnlyList<TrainingData> sources, TaggerDataSet? folder) =>
        (Posts, Sources, _folder) = (posts, sources, folder);

    public IReadOnlyList<LabelledPost> Posts { get; }

    /// <summary>The files read.</summary>
    public IReadOnlyList<TrainingData> Sources { get; }

    /// <summary>Features per region; 0 when no post has regions.</summary>
    public int Channels => _folder?.Description.Channels ?? 0;

    /// <summary>Package and version of the model that computed the regions; null when there are none.</summary>
    public string? Backbone => _folder?.Description.Backbone;

    /// <param name="files">Files in CMKP's format; null for none.</param>
    /// <param name="directory">A prepared folder; null for none.</param>
    /// <param name="heldOut">Share of the files' training posts held out for validation.</param>
    /// <exception cref="ExperimentException">A file is missing or malformed, or there is nothing to read.</exception>
    public static KeyphraseData Open(KeyphraseFiles? files, string? directory, double heldOut)
    {
        if (files is null && directory is null)
            throw new ExperimentException("There is nothing to train on: give files of posts, a prepared folder, or both.");
        try
        {
            var folder = directory is null ? null : TaggerDataSet.Open(directory);
            var read = files is null ? [] : files.Read(text => IsHeldOut(text, heldOut) ? DataSplit.Valid : DataSplit.Train);
            List<TrainingData> sources = [.. files?.Describe() ?? []];
            if (folder is not null)
            {
                sources.AddRange([.. folder.Description.Sources, FileOf(folder, TaggerDataSet.PostsFileName, folder.Posts.Count)]);
                sources.Add(FileOf(folder, TaggerDataSet.GridFileName, folder.Posts.Count(post => post.Grid is not null)));
                if (folder.Description.ObjectRows is { } objects)
                    sources.Add(FileOf(folder, TaggerDataSet.ObjectsFileName, objects));
            }

            return new KeyphraseData([.. (folder?.Posts ?? []).Where(post => post.Keyphrases.Count > 0), .. read], sources, folder);
        }
        catch (Exception e) when (e is ModelPackageException or InvalidDataException)
        {
            throw new ExperimentException(e.Message, e);
        }
    }

    /// <summary>What an experiment lets a model see of a post, without its regions.</summary>
    public static KeyphraseInput Read(LabelledPost post, KeyphraseExperiment experiment)
    {
        ArgumentNullException.ThrowIfNull(post);
        ArgumentNullException.ThrowIfNull(experiment);
        return new KeyphraseInput
        {
            Text = post.Text,
            OcrText = experiment.Ocr ? post.Ocr : null,
            Attributes = experiment.Attributes ? post.Attributes : [],
        };
    }

    /// <summary>Whether the objects of pictures can be read. A folder prepared before objects were stored lacks them.</summary>
    public bool HasObjects => _folder?.Description.ObjectRows is not null;

    /// <summary>Regions of a post, [R, channels]; empty when it has none.</summary>
    public ReadOnlyMemory<float> Regions(LabelledPost post, RegionSource source)
    {
        ArgumentNullException.ThrowIfNull(post);
        return (source, post) switch
        {
            (RegionSource.Grid, { Grid: { } row }) => _folder!.ReadGrid(row),
            (RegionSource.Objects, { Objects: { } rows }) => _folder!.ReadObjects(rows),
            _ => ReadOnlyMemory<float>.Empty,
        };
    }

    public void Dispose() => _folder?.Dispose();

    /// <summary>Decides by a hash of the text, so that every machine agrees, and posts with the same text stay together.</summary>
    private static bool IsHeldOut(string text, double share) =>
        BinaryPrimitives.ReadUInt32BigEndian(SHA256.HashData(Encoding.UTF8.GetBytes(text))) < share * uint.MaxValue;

    private static TrainingData FileOf(TaggerDataSet folder, string name, int rows) =>
        TrainingData.Of(Path.Combine(folder.Directory, name), rows);
}
