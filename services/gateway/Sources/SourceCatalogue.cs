using System.ComponentModel.DataAnnotations;
using System.Net.Sockets;
using System.Text.RegularExpressions;
using Engram.ApiContracts;
using Engram.ApiContracts.Posts;
using Engram.ApiContracts.Sources;
using Engram.Gateway.Http;
using Engram.Gateway.Pictures;
using Engram.Gateway.Storage;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace Engram.Gateway.Sources;

/// <summary>Creates, lists and stops sources. All changes to the list of sources take the same lock.</summary>
internal sealed partial class SourceCatalogue(
    GatewayDb db, SourceClients clients, SourceWake wake, HostResolver hosts, IOptions<GatewayOptions> options, TimeProvider time)
{
    public const string NamePattern = "[a-z0-9][a-z0-9-]{0,62}";

    public async Task<SourceList> ListAsync(CancellationToken cancellationToken)
    {
        var tagged = await db.Posts.Where(post => post.FollowedBy != null && post.State == PostState.Tagged)
            .GroupBy(post => post.FollowedBy!).Select(posts => new { Name = posts.Key, Count = posts.LongCount() })
            .ToDictionaryAsync(posts => posts.Name, posts => posts.Count, cancellationToken);
        var sources = await db.Sources.AsNoTracking().OrderBy(source => source.Name).ToListAsync(cancellationToken);
        var now = time.GetUtcNow();
        return new SourceList([.. sources.Select(source => SourceResource.Of(source, tagged.GetValueOrDefault(source.Name), now))]);
    }

    /// <exception cref="ProblemException">There is no such source.</exception>
    public async Task<SourceResource> GetAsync(string name, CancellationToken cancellationToken)
    {
        var source = await db.Sources.AsNoTracking().SingleOrDefaultAsync(source => source.Name == name, cancellationToken)
            ?? throw new ProblemException(Problems.UnknownSource(name));
        var tagged = await db.Posts.LongCountAsync(post => post.FollowedBy == name && post.State == PostState.Tagged, cancellationToken);
        return SourceResource.Of(source, tagged, time.GetUtcNow());
    }

    /// <summary>Creates a source, or follows a known one with this definition from where it stopped.</summary>
    /// <returns>Whether the source is new.</returns>
    /// <exception cref="ProblemException">The name, the definition or its address is not allowed, the options define the
    /// source, or there are too many sources.</exception>
    public async Task<bool> FollowAsync(string name, SourceDefinition definition, CancellationToken cancellationToken)
    {
        if (!NameRule().IsMatch(name))
            throw new ProblemException(BodyProblems.InvalidField("name", "is 1 to 63 of a-z, 0-9 and -, beginning with a letter or digit"));
        await CheckAsync(definition, cancellationToken);
        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        var known = await LockAsync(name, cancellationToken);
        if (known is { IsOfOptions: true })
            throw new ProblemException(Problems.SourceOfOptions(name));
        if (known is null && await db.Sources.CountAsync(cancellationToken) >= options.Value.MaxSources)
            throw new ProblemException(Problems.TooManySources(options.Value.MaxSources));
        if (known is null)
            db.Sources.Add(Source.Make(name, definition, isOfOptions: false));
        else
            known.Follow(definition, isOfOptions: false);
        await db.SaveChangesAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        wake.Now();
        return known is null;
    }

    /// <summary>Stops a source. Its cursor is kept unless the source is to be forgotten.</summary>
    /// <exception cref="ProblemException">There is no such source, or the options define it.</exception>
    public async Task StopAsync(string name, bool forget, CancellationToken cancellationToken)
    {
        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        var source = await LockAsync(name, cancellationToken) ?? throw new ProblemException(Problems.UnknownSource(name));
        if (source.IsOfOptions)
            throw new ProblemException(Problems.SourceOfOptions(name));
        if (forget)
            db.Sources.Remove(source);
        else
            source.Stop();
        await db.SaveChangesAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        wake.Now();
    }

    /// <summary>Creates the sources that the options define, and stops those that they no longer define.</summary>
    public async Task TakeOptionsAsync(IEnumerable<SourceOptions> named, CancellationToken cancellationToken)
    {
        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        await LockAsync("", cancellationToken);
        var known = await db.Sources.ToDictionaryAsync(source => source.Name, cancellationToken);
        var names = new HashSet<string>();
        foreach (var source in named)
        {
            names.Add(source.Name!);
            if (known.TryGetValue(source.Name!, out var row))
                row.Follow(source, isOfOptions: true);
            else
                db.Sources.Add(Source.Make(source.Name!, source, isOfOptions: true));
        }

        foreach (var row in known.Values.Where(row => row.IsOfOptions && !names.Contains(row.Name)))
            row.Stop();
        await db.SaveChangesAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
    }

    private async Task<Source?> LockAsync(string name, CancellationToken cancellationToken)
    {
        await db.Database.ExecuteSqlAsync($"select pg_advisory_xact_lock(hashtextextended('sources', 0))", cancellationToken);
        var locked = db.Sources.FromSql($"select * from gateway.sources where name = {name} for update");
        return (await locked.ToListAsync(cancellationToken)).SingleOrDefault();
    }

    private async Task CheckAsync(SourceDefinition definition, CancellationToken cancellationToken)
    {
        var faults = new List<ValidationResult>();
        if (!Validator.TryValidateObject(definition, new ValidationContext(definition), faults, validateAllProperties: true))
            throw new ProblemException(Problems.InvalidSource(faults[0].ErrorMessage!));
        if (clients.FindFault(definition) is { } fault)
            throw new ProblemException(Problems.InvalidSource(fault));
        await CheckAddressAsync(definition.Address, cancellationToken);
        if (definition.StreamingAddress is { } streaming)
            await CheckAddressAsync(streaming, cancellationToken);
    }

    // Reports a private address early. Each connection is checked again.
    private async Task CheckAddressAsync(Uri address, CancellationToken cancellationToken)
    {
        if (options.Value.AllowPrivateSources)
            return;
        try
        {
            var addresses = await hosts.ResolveAsync(address.IdnHost.Trim('[', ']'), cancellationToken);
            if (!addresses.All(PublicAddress.IsPublic))
                throw new ProblemException(Problems.SourceNotPublic(address.Host));
        }
        catch (SocketException)
        {
            // The name may resolve later. Until then the source reports the fault.
        }
    }

    [GeneratedRegex($@"\A{NamePattern}\z")]
    private static partial Regex NameRule();
}

/// <summary>Wakes the service that follows sources when the list of sources changes.</summary>
internal sealed class SourceWake : IDisposable
{
    private readonly SemaphoreSlim _signal = new(0);

    public void Now() => _signal.Release();

    /// <summary>Returns when woken, or after the longest wait.</summary>
    public Task WaitAsync(TimeSpan longest, CancellationToken cancellationToken) => _signal.WaitAsync(longest, cancellationToken);

    public void Dispose() => _signal.Dispose();
}
