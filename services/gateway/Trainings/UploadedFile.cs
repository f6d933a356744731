using Engram.Gateway.Pictures;

namespace Engram.Gateway.Trainings;

/// <summary>A file that was uploaded with a request.</summary>
public sealed record UploadedFile(string Name, PictureContent Content);
