using System.Diagnostics.Metrics;
using Engram.Inference.Batching;
using Engram.ModelStore;
using Microsoft.Extensions.DependencyInjection;

namespace Engram.Inference.Tests.Models;

/// <summary>The models that the repository ships and promotes.</summary>
internal static class PromotedPackages
{
    private static ModelRepository Repository { get; } = new(Engram.TestKit.Repository.PathOf("models"));

    private static readonly ServiceProvider Services = new ServiceCollection().AddMetrics().BuildServiceProvider();

    public static BatchMetrics Metrics { get; } = new(Services.GetRequiredService<IMeterFactory>(), "test");

    /// <summary>Names of the promoted packages of <paramref name="kinds"/>. A single null if there are none.</summary>
    public static TheoryData<string?> NamesOf(params IReadOnlyList<string> kinds)
    {
        string[] names = Directory.Exists(Repository.Directory)
            ? [.. Repository.List().Select(model => model.Manifest).Where(model => kinds.Contains(model.Kind)).Select(model =>
                model.Name).Distinct().Where(name => Repository.CurrentVersion(name) is not null)]
            : [];
        return names.Length > 0 ? new TheoryData<string?>(names) : new TheoryData<string?>((string?)null);
    }

    public static InstalledModel OpenOrSkip(string? name)
    {
        Assert.SkipWhen(name is null, $"No model of this kind is promoted in {Repository.Directory}.");
        return Repository.Current(name);
    }
}
