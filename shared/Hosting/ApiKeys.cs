using System.Security.Cryptography;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Engram.Hosting;

/// <summary>The API keys of the service. The key file is read again at an interval, so that keys are rotated without a restart.</summary>
internal sealed class ApiKeys : BackgroundService
{
    private const string Scheme = "Bearer ";

    private readonly ListeningOptions _options;
    private readonly TimeProvider _time;
    private readonly ILogger<ApiKeys> _logger;
    private volatile ApiKey[] _keys;

    /// <exception cref="OptionsValidationException">The key file can't be read or holds a weak key.</exception>
    public ApiKeys(IOptions<ListeningOptions> options, TimeProvider time, ILogger<ApiKeys> logger)
    {
        (_options, _time, _logger) = (options.Value, time, logger);
        try
        {
            _keys = ReadKeys();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or InvalidDataException)
        {
            throw new OptionsValidationException(ListeningOptions.SectionName, typeof(ListeningOptions), [e.Message]);
        }
    }

    public bool AreRequired => _keys.Length > 0;

    /// <summary>Returns the hash of the key that a request presents, or of nothing.</summary>
    public static byte[] HashOf(HttpRequest request)
    {
        var header = request.Headers.Authorization.ToString();
        return ApiKey.HashOf(header.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase) ? header[Scheme.Length..] : "");
    }

    /// <summary>Returns the role of the key with this hash; null if there is none.</summary>
    public KeyRole? RoleOf(byte[] presented)
    {
        KeyRole? role = null;
        // Compare with all: how long it takes does not tell which one matched.
        foreach (var key in _keys)
        {
            if (CryptographicOperations.FixedTimeEquals(key.Hash, presented) && !(role >= key.Role))
                role = key.Role;
        }

        return role;
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (_options.ApiKeysFile.Length == 0)
            return;
        string? lastFault = null;
        using var timer = new PeriodicTimer(_options.ApiKeysFileInterval, _time);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            try
            {
                _keys = ReadKeys();
                lastFault = null;
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException or InvalidDataException)
            {
                if (e.Message != lastFault)
                    Log.ApiKeysFileUnusable(_logger, e.Message);
                lastFault = e.Message;
            }
        }
    }

    private ApiKey[] ReadKeys() => [.. _options.ApiKeys.Select(ApiKey.Parse), .. ReadFile()];

    private List<ApiKey> ReadFile()
    {
        if (_options.ApiKeysFile.Length == 0)
            return [];
        try
        {
            var keys = File.ReadLines(_options.ApiKeysFile).Select(line => line.Trim()).Where(line => line.Length > 0 && line[0] != '#')
                .Select(ApiKey.Parse).ToList();
            // A file that is empty while it is being rewritten must not open the service.
            return keys.Count > 0 ? keys : throw new FormatException("no API key; it needs one per line");
        }
        catch (FormatException e)
        {
            throw new InvalidDataException($"{_options.ApiKeysFile} holds {e.Message}.", e);
        }
    }
}
