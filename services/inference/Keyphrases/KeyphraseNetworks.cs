using Engram.ModelPackage;
using Engram.ModelPackage.Keyphrases;
using Engram.ModelServing;

namespace Engram.Inference.Keyphrases;

/// <summary>Opens packages that give posts keyphrases, of either kind.</summary>
public static class KeyphraseNetworks
{
    /// <summary>Loads a package.</summary>
    /// <param name="package">A package of kind <see cref="ModelKinds.Keyphrases"/>, or of the earlier <see cref="ModelKinds.KeyphraseTagger"/>.</param>
    /// <param name="device">Where it runs.</param>
    /// <param name="search">How phrases are searched for; null as the package says.</param>
    /// <param name="withoutGenerator">Whether the classifier answers alone, where there is one: many times faster.</param>
    /// <exception cref="ModelPackageException">It is of another kind, or is not what its manifest says.</exception>
    public static IKeyphraseNetwork Open(InstalledModel package, ExecutionDevice device, BeamSearchOptions? search = null, bool withoutGenerator = false)
    {
        ArgumentNullException.ThrowIfNull(package);
        return package.Manifest.Kind == ModelKinds.KeyphraseTagger ? TaggerNetwork.Open(package, device) : KeyphraseNetwork.Open(package, device, search, withoutGenerator);
    }
}
