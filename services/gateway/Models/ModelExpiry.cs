using Engram.Gateway.Expiry;

namespace Engram.Gateway.Models;

/// <summary>Removes the models of instances that are gone: those that fell silent and, with the in-memory transport, all of the last run,
/// because its instances were parts of that process.</summary>
public sealed class ModelExpiry(ModelCatalogue models) : IExpiryHandler, IResume
{
    public Task SweepAsync(CancellationToken cancellationToken) => models.ForgetSilentAsync(cancellationToken);

    public Task ResumeAsync(CancellationToken cancellationToken) => models.ForgetAllAsync(cancellationToken);
}
