using Engram.Contracts.Models;
using Engram.ModelStore;
using Engram.ModelStore.Sessions;
using Microsoft.Extensions.Options;

namespace Engram.Trainer.Packages;

/// <summary>The model repository, which this service alone writes: what lies in it, and which versions are served.</summary>
public sealed class ModelPackages(IOptions<ModelsOptions> options, TimeProvider time, ILogger<ModelPackages> logger)
{
    private readonly ModelRepository _repository = new(options.Value.Directory);

    /// <param name="name">Only packages of this name; null: all.</param>
    public ModelsListed List(string? name)
    {
        var models = _repository.List().Select(Describe).Concat(_repository.ListDamaged().Select(Describe));
        return new ModelsListed { Models = [.. models.Where(model => name is null || model.Name == name)] };
    }

    /// <summary>Promotes a version whose held-out sample the networks reproduce, or takes the last promotion back.</summary>
    public PromotionAnswered Promote(PromoteModel message)
    {
        ArgumentNullException.ThrowIfNull(message);
        if (time.GetUtcNow() > message.ExpiresAt)
            return Answer(message.Name, "The request came after its time: nobody waited for it any longer.");
        try
        {
            var version = message.Version is { } wanted ? Promote(message.Name, wanted) : _repository.Rollback(message.Name);
            Log.Promoted(logger, message.Name, version, message.Version is null ? "rolled back" : "promoted", message.Reason);
            return Answer(message.Name, refusal: null);
        }
        catch (Exception e) when (e is ModelPackageException or IOException or UnauthorizedAccessException)
        {
            Log.NotPromoted(logger, message.Name, e.Message);
            return Answer(message.Name, e.Message);
        }
    }

    private string Promote(string name, string version)
    {
        SampleCheck.Require(_repository.Open(name, version));
        _repository.Promote(name, version);
        return version;
    }

    private PromotionAnswered Answer(string name, string? refusal) => new()
    {
        Name = name,
        Version = ModelRepository.IsName(name) ? _repository.CurrentVersion(name) : null,
        Refusal = refusal,
    };

    private StoredModel Describe(InstalledModel model)
    {
        var (manifest, promoted) = (model.Manifest, _repository.PromotedVersions(model.Manifest.Name));
        var isCurrent = promoted is [.., var last] && last == manifest.Version;
        return new StoredModel
        {
            Name = manifest.Name,
            Version = manifest.Version,
            Kind = manifest.Kind,
            IsCurrent = isCurrent,
            RollbackTo = isCurrent && promoted.Count > 1 ? promoted[^2] : null,
            HasSample = manifest.Files.ContainsKey(HeldOutSample.FileName),
            Command = manifest.Training.Command,
            Metrics = manifest.Metrics,
        };
    }

    private static StoredModel Describe(DamagedPackage package) => new()
    {
        Name = package.Id.Split('/')[0],
        Version = package.Id.Split('/')[1],
        IsCurrent = false,
        Metrics = new Dictionary<string, double>(),
        Damage = package.Reason,
    };
}
