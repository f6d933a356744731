using System.Text.Json;
using Engram.Contracts.Models;
using Engram.Contracts.Questions;
using Engram.Gateway.Storage;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace Engram.Gateway.Models;

/// <summary>Tracks which models are served, as inference instances announce them.</summary>
public sealed class ModelCatalogue(GatewayDb db, IOptions<GatewayOptions> options)
{
    public async Task<ModelList> ListAsync(CancellationToken cancellationToken) =>
        new(
            await db.Models.AsNoTracking().OrderBy(model => model.Name).ThenByDescending(model => model.LoadedAt)
                .ToListAsync(cancellationToken));

    /// <summary>Returns which memories the latest loaded version of a model reads. Null if the memory set chooses them,
    /// or if no instance has announced the model.</summary>
    /// <param name="name">Name of the model; null for the default one.</param>
    /// <param name="cancellationToken">Cancels the query.</param>
    public Task<HopLimits?> HopLimitsOfAsync(string? name, CancellationToken cancellationToken) =>
        db.Models.Where(model => name == null ? model.AnswersByDefault : model.Name == name)
            .OrderByDescending(model => model.LoadedAt).Select(model => model.HopLimits).FirstOrDefaultAsync(cancellationToken);

    /// <summary>Records what an instance serves now. Replaces its earlier announcements; a
    /// later one that is already recorded stays.</summary>
    public Task LoadedAsync(ModelLoaded message, CancellationToken cancellationToken) =>
        db.Database.ExecuteSqlAsync(
            $"""
            insert into gateway.models
                (name, instance, version, kind, device, loaded_at, said_at, metrics, hop_limits, answers_by_default)
            values ({message.Name}, {message.Instance}, {message.Version}, {message.Kind}, {message.Device}, {message.LoadedAt.ToUniversalTime()},
                    now(), {JsonSerializer.Serialize(message.Metrics, StoredJson.Options)}::json,
                    {JsonSerializer.Serialize(message.HopLimits, StoredJson.Options)}::json, {message.AnswersByDefault})
            on conflict (name, instance) do update set version = excluded.version, kind = excluded.kind, device = excluded.device,
                loaded_at = excluded.loaded_at, said_at = excluded.said_at, metrics = excluded.metrics,
                hop_limits = excluded.hop_limits, answers_by_default = excluded.answers_by_default
            where models.loaded_at <= excluded.loaded_at
            """,
            cancellationToken);

    /// <summary>Removes the models of instances that were silent for
    /// <see cref="GatewayOptions.ForgetModelsAfter"/>: they are gone.</summary>
    public Task ForgetSilentAsync(CancellationToken cancellationToken) =>
        db.Database.ExecuteSqlAsync(
            $"delete from gateway.models where said_at < now() - {options.Value.ForgetModelsAfter}", cancellationToken);

    /// <summary>Removes all models: their instances were parts of a process that is gone.</summary>
    public Task ForgetAllAsync(CancellationToken cancellationToken) => db.Models.ExecuteDeleteAsync(cancellationToken);
}
